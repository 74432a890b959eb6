/**
 * Opens pages in Firefox and prints what it found, as JSON: `node firefox.mjs FIREFOX ADDRESS…`.
 *
 * Over WebDriver BiDi, because Firefox from a distribution is driven by nothing else. puppeteer starts Firefox with
 * local files taken for one origin, which no reader's Firefox does; the preference sets that right.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const client = new URL('../../site_template/client/package.json', import.meta.url);
const { default: puppeteer } = await import(pathToFileURL(createRequire(client).resolve('puppeteer-core')).href);

const [executablePath, ...addresses] = process.argv.slice(2);
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

/** Open one page, go to its last document, and tell what is there. */
async function visit(address) {
  const page = await browser.newPage();
  const faults = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.setDefaultTimeout(TIMEOUT);
  await page.goto(address);
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'true');
  const first = await page.$eval('#document-title', (heading) => heading.textContent);
  await page.$$eval('[role=row][aria-rowindex]', (rows) => rows.at(-1).click());
  await page.waitForFunction((before) => document.querySelector('#document-title').textContent !== before, {}, first);
  const found = await page.evaluate(() => ({
    title: document.title,
    last: document.querySelector('#document-title').textContent,
    images: document.images.length,
    alerts: [...document.querySelectorAll('[role=alert]')].map((alert) => alert.textContent),
  }));
  await page.close();
  return { first, ...found, faults };
}

try {
  const found = [];
  for (const address of addresses) found.push(await visit(address));
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}
