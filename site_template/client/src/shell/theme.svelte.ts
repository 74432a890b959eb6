/** Whether the page is dark: what the reader chose, or else what their system prefers. Paper is white. */

import { MediaQuery } from 'svelte/reactivity';

import type { PageState } from '../core/state';

class Theme {
  choice = $state<PageState['theme']>('auto');
  private readonly system = new MediaQuery('(prefers-color-scheme: dark)');
  private readonly paper = new MediaQuery('print');

  get dark(): boolean {
    if (this.paper.current) return false;
    return this.choice === 'auto' ? this.system.current : this.choice === 'dark';
  }
}

export const theme = new Theme();
