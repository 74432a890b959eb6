/**
 * Opens pages in Firefox and prints what it found, as JSON: `node firefox.mjs FIREFOX [--look] ADDRESS…`. An address
 * whose fragment names the view `flows` or `lens` has that view used, any other page is leafed through; with `--look`
 * it is told what each view has drawn.
 *
 * Over WebDriver BiDi, because Firefox from a distribution is driven by nothing else. puppeteer starts Firefox with
 * local files taken for one origin, which no reader's Firefox does; the preference sets that right.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const client = new URL('../../site_template/client/package.json', import.meta.url);
const { default: puppeteer } = await import(pathToFileURL(createRequire(client).resolve('puppeteer-core')).href);

const { positionals, values } = parseArgs({ allowPositionals: true, options: { look: { type: 'boolean' } } });
const [executablePath, ...addresses] = positionals;
const TIMEOUT = 20_000;

const browser = await puppeteer.launch({
  browser: 'firefox',
  executablePath,
  headless: true,
  defaultViewport: { width: 1280, height: 800 },
  extraPrefsFirefox: {
    'security.fileuri.strict_origin_policy': true,
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': 9,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': 9,
    'network.proxy.no_proxies_on': '127.0.0.1',
  },
});

/** Open one page, use it, and tell what is there. */
async function visit(address) {
  const page = await browser.newPage();
  const faults = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.setDefaultTimeout(TIMEOUT);
  await page.goto(address);
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'true');
  const view = new URLSearchParams(new URL(address).hash.slice(1)).get('view');
  const use = values.look ? look : (USES[view] ?? leafThrough);
  const found = await use(page);
  await page.close();
  return { ...found, faults };
}

/** Go to the last document. */
async function leafThrough(page) {
  const first = await page.$eval('#document-title', (heading) => heading.textContent);
  await page.$$eval('[role=row][aria-rowindex]', (rows) => rows.at(-1).click());
  await page.waitForFunction((before) => document.querySelector('#document-title').textContent !== before, {}, first);
  const found = await page.evaluate(() => ({
    title: document.title,
    last: document.querySelector('#document-title').textContent,
    images: document.images.length,
    alerts: [...document.querySelectorAll('[role=alert]')].map((alert) => alert.textContent),
  }));
  return { first, ...found };
}

/** Point at what lies beside the centre of the innermost ring, keep it, and tell what is in focus. */
async function useFlows(page) {
  const drawn = await (await page.waitForSelector('section[aria-label=Flows] canvas[data-drawn]')).toElement('canvas');
  const n = await drawn.evaluate((canvas) => Number(canvas.dataset.drawn));
  await drawn.evaluate((canvas) => canvas.scrollIntoView({ block: 'end' }));
  const { x, y, width, height } = await drawn.boundingBox();
  const [middle, half] = [y + height / 2, Math.min(width, height) / 2];
  for (let step = 10; step < half && !(await page.$('.tooltip')); step += 6) {
    await page.mouse.move(x + width / 2 + step, middle + 8);
  }
  const pointed = await page.$eval('.tooltip strong', (title) => title.textContent);
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForFunction(() => location.hash.includes('frozen='));
  const ink = await page.$$eval('section[aria-label=Flows] canvas', (canvases) =>
    canvases.map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value, at) => at % 4 === 3 && value > 0);
    }),
  );
  return { n, pointed, ink };
}

/** Box the first cell of the first map by the keyboard, and tell which clusters are shown then. */
async function useLens(page) {
  await page.waitForSelector('section canvas[data-drawn]');
  const map = await page.waitForSelector('[aria-roledescription="map of clusters"]');
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.includes('cell='));
  const clusters = await page.$$eval('article[aria-label]', (cards) => cards.map((card) => card.getAttribute('aria-label')));
  return { clusters };
}

/** Wait until a view has drawn something, and tell what: its canvases with ink, its figures and tables. */
async function look(page) {
  const drawn = await page.waitForFunction(() => {
    const view = document.querySelector('#view');
    const seen = (selector) => [...view.querySelectorAll(selector)].filter((each) => each.checkVisibility());
    const hasInk = (canvas) => {
      if (!canvas.width || !canvas.height) return false;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value, at) => at % 4 === 3 && value > 0);
    };
    const nDrawn = seen('canvas').filter(hasInk).length + seen('svg:has(path, rect, circle), table').length;
    return nDrawn > 0 && !/Loading/.test(view.innerText) && nDrawn;
  });
  const alerts = await page.$$eval('[role=alert]', (all) => all.map((alert) => alert.textContent));
  return { nDrawn: await drawn.jsonValue(), alerts };
}

const USES = { flows: useFlows, lens: useLens };

try {
  const found = [];
  for (const address of addresses) found.push(await visit(address));
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}
