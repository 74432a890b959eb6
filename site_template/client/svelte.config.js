/** Styles go to a file of their own, because the page's policy admits one hashed stylesheet and nothing else. */
export default {
  compilerOptions: { css: 'external', runes: true },
};
