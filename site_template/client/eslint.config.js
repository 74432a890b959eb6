import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

const STYLE_ATTRIBUTE = 'The page’s policy blocks style attributes: use a class, or style:property={…}.';

export default ts.config(
  { ignores: ['src/contract.d.ts', 'node_modules'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...ts.configs.stylisticTypeChecked,
  ...svelte.configs.recommended,
  ...svelte.configs.prettier,
  {
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Numbers in a template are shown as they are, on purpose.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A handler that calls one thing reads best as a shorthand.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // The page's policy blocks both: a style attribute, and markup made from a string. A `style:width={…}` passes,
      // because it sets a property; `svelte/no-inline-styles` would forbid it too.
      'no-restricted-syntax': ['error', { selector: 'SvelteAttribute[key.name="style"]', message: STYLE_ATTRIBUTE }],
      'svelte/no-at-html-tags': 'error',
      // Svelte's markup expressions are typed by svelte-check; these rules see them as `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['*.config.js', '*.config.ts', 'scripts/**'],
    languageOptions: { globals: { ...globals.node } },
    extends: [ts.configs.disableTypeChecked],
  },
);
