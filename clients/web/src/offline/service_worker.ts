// The shell without network: the page and its files are kept when they are first loaded, all of one version. Data is never kept
// here but by the client itself, apart for each person (store.ts).

declare const SHELL_FILES: readonly string[];
declare const SHELL_VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const PREFIX = 'shell-';
const CACHE = PREFIX + SHELL_VERSION;
const PAGE = '/';
// A line that is too slow to say anything for so long is none: the page that is kept comes first then.
const PAGE_LIMIT_MS = 4_000;

worker.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([PAGE, ...SHELL_FILES].map((path) => new Request(path, {cache: 'reload'})));
    // Files have names of their own for each version, so pages of the version before go on.
    await worker.skipWaiting();
  })());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    // In the order in which they were made. The version before stays for pages that are open.
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
    const old = names.filter((name) => name !== CACHE).slice(0, -1);
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  })());
});

async function page(request: Request): Promise<Response> {
  const kept = await caches.match(PAGE);
  const timeout = new AbortController();
  const timer = kept ? setTimeout(() => timeout.abort(), PAGE_LIMIT_MS) : undefined;
  try {
    return await fetch(request.url, {signal: timeout.signal, credentials: 'omit'});
  } catch (error) {
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

worker.addEventListener('fetch', (event) => {
  const {request} = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') {
    // The status page is none of ours.
    if (url.pathname === '/' || url.pathname.startsWith('/app')) event.respondWith(page(request));
  } else if (url.pathname.startsWith('/assets/') || url.pathname.startsWith('/icons/')) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
