// Runs in every measured page before the page's own scripts, and keeps the times of its frames in `window.bench`.
(() => {
  /** Call back once the frame that is being made has been painted: the task after it. */
  const afterFrame = (callback) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        callback(performance.now());
      };
      port2.postMessage(null);
    });

  /** Time from the navigation to the end of the first frame with an element that matches. */
  const firstView = (selector) =>
    new Promise((resolve) => {
      const look = () => (document.querySelector(selector) ? afterFrame(resolve) : requestAnimationFrame(look));
      look();
    });

  let begun = null;
  let frame = null;

  /** The first event of a move starts its clock; boundary events, where bertviz listens, come before the move itself. */
  const onMove = (event) => {
    if (begun === event.timeStamp) return;
    begun = event.timeStamp;
    const handled = performance.now();
    frame = new Promise((resolve) => {
      afterFrame((end) => resolve({ latency: end - event.timeStamp, work: end - handled }));
    });
  };
  for (const type of ['pointerout', 'pointerover', 'pointermove', 'input']) {
    addEventListener(type, onMove, { capture: true, passive: true });
  }

  /** Times of the move that was made last, as soon as its frame has ended. */
  const lastMove = async () => {
    if (!frame) throw new Error('the page saw no move');
    const times = await frame;
    frame = null;
    return times;
  };

  /** Whether a point, in CSS pixels of the window, shows an element or what is in it. */
  const shows = (element, { x, y }) => {
    const top = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight && document.elementFromPoint(x, y);
    return Boolean(top) && (element.contains(top) || top.parentElement === element.parentElement);
  };

  const middle = ({ left, top, width, height }) => ({ x: left + width / 2, y: top + height / 2 });

  /** Middles of the elements that match and can be pointed at, scrolled so that they fill the window. */
  const middles = (selector) => {
    document.querySelector(selector)?.scrollIntoView();
    return [...document.querySelectorAll(selector)]
      .map((element) => ({ element, point: middle(element.getBoundingClientRect()) }))
      .filter(({ element, point }) => shows(element, point))
      .map(({ point }) => point);
  };

  /** Points of an even grid over the first element that matches, or the part of it that fits the window. */
  const grid = (selector, rows, columns) => {
    const element = document.querySelector(selector);
    if (!element) return [];
    element.scrollIntoView({ block: 'nearest' });
    const { left, top, width, bottom } = element.getBoundingClientRect();
    const [above, below] = [Math.max(0, top), Math.min(innerHeight, bottom)];
    return Array.from({ length: rows * columns }, (_, at) => ({
      x: left + (((at % columns) + 0.5) / columns) * width,
      y: above + ((Math.floor(at / columns) + 0.5) / rows) * (below - above),
    }));
  };

  window.bench = { firstView, lastMove, middles, grid };
})();
