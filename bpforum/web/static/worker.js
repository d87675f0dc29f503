// Keeps the forms that were opened lately, so that they open without a network. While the network
// answers, nothing that is kept is shown; other pages than forms are never kept.
"use strict";

const PAGES = "bpforum-pages";
const FILES = "bpforum-files";
const OFFLINE = "/offline";
const WHOSE = "bpforum-whose";
const UNTIL = "bpforum-keep-until";
const MOST = 12;
const NOT_KEPT = ["content-encoding", "content-length", "date", "etag", "vary"];
const FILE = /"(\/static\/[\w.\/-]+)"/g;

// How often everything was let go of: an answer that was asked for before that is not kept.
let turns = 0;

addEventListener("install", (event) => event.waitUntil(keepOffline().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => {
  // A page that was there before this worker.
  const path = event.data?.keep;
  if (typeof path === "string" && path.startsWith("/")) event.waitUntil(visit(path).catch(() => {}));
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === "/sign-out") event.waitUntil(letGo());
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(opened(event, url.pathname + url.search));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function opened(event, path) {
  const begun = turns;
  let answer;
  try {
    answer = await fetch(event.request);
  } catch {
    return (await kept(path)) ?? offline();
  }
  const mine = await after(answer, begun);
  if (answer.ok && answer.headers.has(UNTIL)) event.waitUntil(keep(path, answer.clone(), mine));
  return answer;
}

async function visit(path) {
  const begun = turns;
  const answer = await fetch(path, { headers: { accept: "text/html" } });
  const mine = await after(answer, begun);
  if (answer.ok && !answer.redirected && answer.headers.has(UNTIL)) await keep(path, answer, mine);
}

// Whose an answer is says who is signed in now: what was kept of anybody else goes before it is shown.
async function after(answer, begun) {
  const whose = answer.headers.get(WHOSE);
  if (!whose) return begun;
  const pages = await caches.open(PAGES);
  for (const one of await pages.matchAll()) {
    if (one.headers.get(WHOSE) === whose) continue;
    const mine = begun === turns ? turns + 1 : begun;
    await letGo();
    return mine;
  }
  return begun;
}

async function letGo() {
  turns += 1;
  await caches.delete(PAGES);
}

async function keep(path, answer, mine) {
  const html = await answer.text();
  await keepFiles(html);
  if (mine !== turns) return;
  const pages = await caches.open(PAGES);
  await pages.delete(path); // the newest stands last
  await pages.put(path, new Response(html, { headers: headersOf(answer) }));
  for (const one of (await pages.keys()).slice(0, -MOST)) await pages.delete(one);
  if (mine !== turns) await pages.delete(path);
  else await tidy();
}

const headersOf = (answer) => [...answer.headers].filter(([name]) => !NOT_KEPT.includes(name));

// The page as it was kept, with a key of its own: what is filed on it twice is two filings.
async function kept(path) {
  const pages = await caches.open(PAGES);
  const found = await pages.match(path);
  if (!found || isOver(found)) return null;
  const html = (await found.text())
    .replace(/(name="key" value=")[\w-]+(")/, `$1${newKey()}$2`)
    .replace("<html ", "<html data-from-kept ");
  return new Response(html, { headers: headersOf(found) });
}

const isOver = (page) => !(Date.parse(page.headers.get(UNTIL)) > Date.now());

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

async function offline() {
  const files = await caches.open(FILES);
  const found = await files.match(OFFLINE);
  if (!found) return Response.error();
  let html = await found.text();
  const forum = html.match(/<h1>([^<]*)<\/h1>/)?.[1];
  const pages = await caches.open(PAGES);
  const lines = [];
  for (const asked of await pages.keys()) {
    const page = await pages.match(asked);
    if (!page) continue;
    if (isOver(page)) {
      await pages.delete(asked);
      continue;
    }
    const { pathname, search } = new URL(asked.url);
    const title = (await page.text()).match(/<title>([^<]*)<\/title>/)?.[1] ?? "";
    const where = `${pathname}${search}`.replaceAll("&", "&amp;").replaceAll('"', "%22");
    lines.unshift(`<li><a href="${where}">${title.replace(` · ${forum}`, "")}</a></li>`);
  }
  if (lines.length) {
    html = html.replace("<nav hidden", "<nav").replace("<ul></ul>", () => `<ul>${lines.join("")}</ul>`);
  }
  return new Response(html, { status: 503, headers: headersOf(found) });
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const files = await caches.open(FILES);
    const found = await files.match(request);
    if (found) return found;
    throw error;
  }
}

// The page for everything else, as nobody sees it: without cookies, it has nobody's name on it.
async function keepOffline() {
  const answer = await fetch(OFFLINE, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Error(`${OFFLINE}: ${answer.status}`);
  const html = await answer.text();
  await keepFiles(html);
  const files = await caches.open(FILES);
  await files.put(OFFLINE, new Response(html, { headers: headersOf(answer) }));
}

const filesIn = (html) => [...html.matchAll(FILE)].map((found) => found[1]);

// Under an address that holds its digest a file is never another one.
async function keepFiles(html) {
  const files = await caches.open(FILES);
  for (const address of new Set(filesIn(html))) {
    if (!(await files.match(address))) await files.add(address);
  }
}

// Files that no kept page asks for go; the page for everything else is renewed with its style.
async function tidy() {
  const [pages, files] = await Promise.all([caches.open(PAGES), caches.open(FILES)]);
  const wanted = new Set();
  for (const page of await pages.matchAll()) for (const one of filesIn(await page.text())) wanted.add(one);
  const plain = await files.match(OFFLINE);
  const its = plain ? filesIn(await plain.text()) : [];
  if (!its.length || its.some((one) => !wanted.has(one))) await keepOffline().catch(() => {});
  const now = await files.match(OFFLINE);
  for (const one of now ? filesIn(await now.text()) : []) wanted.add(one);
  for (const asked of await files.keys()) {
    const { pathname } = new URL(asked.url);
    if (pathname !== OFFLINE && !wanted.has(pathname)) await files.delete(asked);
  }
}
