/** The part of d3-cloud that this page uses; the package has no types of its own. */

declare module 'd3-cloud' {
  interface Placed {
    text: string;
    size: number;
    /** Of the middle of its baseline, from the middle of the area. */
    x: number;
    y: number;
  }

  interface Cloud<Word> {
    size(size: [number, number]): this;
    words(words: Word[]): this;
    font(font: string): this;
    fontSize(size: (word: Word) => number): this;
    rotate(degrees: () => number): this;
    padding(pixels: number): this;
    random(random: () => number): this;
    canvas(canvas: () => unknown): this;
    on(event: 'end', listener: (placed: (Word & Placed)[]) => void): this;
    start(): this;
  }

  export default function cloud<Word extends { text: string }>(): Cloud<Word>;
}
