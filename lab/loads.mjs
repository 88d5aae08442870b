// Load generators and small servers that the lab's services talk to.
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";
import crypto from "node:crypto";
import { setMaxListeners } from "node:events";

export const sleep = (ms, signal) => new Promise((done) => {
  if (signal?.aborted) return done();
  const t = setTimeout(fin, ms);
  function fin() { clearTimeout(t); signal?.removeEventListener("abort", fin); done(); }
  if (signal) setMaxListeners(0, signal);
  signal?.addEventListener("abort", fin, { once: true });
});

export const freePort = () => new Promise((done, fail) => {
  const s = net.createServer();
  s.once("error", fail);
  s.listen(0, "127.0.0.1", () => { const { port } = s.address(); s.close(() => done(port)); });
});

export function ask(url, { agent, method = "GET", body, timeout = 8000, headers } = {}) {
  return new Promise((done) => {
    const req = http.request(url, { agent, method, headers, timeout }, (res) => {
      res.on("data", () => {});
      res.on("end", () => done(res.statusCode));
      res.on("error", () => done(0));
      res.on("close", () => done(res.statusCode));
    });
    req.on("timeout", () => req.destroy());
    req.on("error", () => done(0));
    req.end(body);
  });
}

/** Everything below is started with a context: {base, signal, t0, seconds()} and runs until the signal. */

/** Requests that ramp up and down: low + (high-low) * a wave of `period` seconds. */
export const wave = (paths, { low = 1, high = 6, period = 95, sockets = 12, phase = 0 } = {}) => async (c) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets });
  let n = 0;
  while (!c.signal.aborted) {
    const rate = low + (high - low) * (0.5 - 0.5 * Math.cos((2 * Math.PI * (c.seconds() + phase)) / period));
    const p = paths[n % paths.length];
    n += 1;
    void ask(c.base + (typeof p === "function" ? p(n) : p), { agent });
    await sleep(1000 / Math.max(0.2, rate), c.signal);
  }
  agent.destroy();
};

/** Bursts of `size` requests at once, each on a connection of its own that stays open afterwards, for `leave` seconds if that is given. */
export const bursts = (path, { every = 70, first = 25, size = 20, leave = 0 } = {}) => async (c) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: size, maxFreeSockets: size });
  await sleep(first * 1000, c.signal);
  while (!c.signal.aborted) {
    for (let i = 0; i < size; i += 1) void ask(c.base + path, { agent });
    if (leave) {
      await sleep(leave * 1000, c.signal);
      agent.destroy();
    }
    await sleep((every - leave) * 1000, c.signal);
  }
  agent.destroy();
};

/** Long-lived streams: up to `count` at once, each living `life` seconds. */
export const streams = (path, { count = 6, life = 80 } = {}) => async (c) => {
  const one = async (i) => {
    await sleep((i * life * 1000) / count, c.signal);
    while (!c.signal.aborted) {
      const req = http.get(c.base + path, { agent: false }, (res) => res.resume());
      req.on("error", () => {});
      await sleep(life * 1000, c.signal);
      req.destroy();
      await sleep(5000, c.signal);
    }
  };
  await Promise.all(Array.from({ length: count }, (_, i) => one(i)));
};

/** One request every `every` seconds at a steady pace: the one that leaves something behind. */
export const steady = (path, { every = 2.5, first = 6, method, body, max = Infinity, timeout } = {}) => async (c) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: timeout ? 60 : 2 });
  await sleep(first * 1000, c.signal);
  for (let n = 1; !c.signal.aborted && n <= max; n += 1) {
    void ask(c.base + path(n), { agent, method, body, timeout });
    await sleep(every * 1000, c.signal);
  }
  await sleep(2 ** 30, c.signal);
  agent.destroy();
};

/** Does something once, at a time. */
export const at = (seconds, act) => async (c) => {
  await sleep(seconds * 1000, c.signal);
  if (!c.signal.aborted) await act(c);
};

/** WebSocket clients by hand: the number follows target(seconds). */
export const webSockets = (path, target) => async (c) => {
  const open = [];
  while (!c.signal.aborted) {
    const want = Math.round(target(c.seconds()));
    while (open.length < want) {
      const u = new URL(c.base);
      const s = net.connect(Number(u.port), u.hostname);
      s.on("error", () => {});
      s.write(`GET ${path}?n=${open.length} HTTP/1.1\r\nHost: ${u.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${crypto.randomBytes(16).toString("base64")}\r\n\r\n`);
      s.on("data", (d) => {
        // answer pings (0x89) so that the server's read deadline is met
        for (let i = 0; i + 1 < d.length; i += 1) if (d[i] === 0x89 && d[i + 1] === 0) s.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
      });
      open.push(s);
      await sleep(120, c.signal);
    }
    while (open.length > want) open.shift().destroy();
    await sleep(1000, c.signal);
  }
  for (const s of open) s.destroy();
};

/** Plain TCP clients: each writes `hello` and reads; the number follows target(seconds). */
export const tcpClients = (address, hello, target, onData) => async (c) => {
  const open = [];
  while (!c.signal.aborted) {
    const want = Math.round(target(c.seconds()));
    while (open.length < want) {
      const [host, port] = address(c).split(":");
      const s = net.connect(Number(port), host);
      s.on("error", () => {});
      s.write(typeof hello === "function" ? hello(open.length, c) : hello);
      s.on("data", (d) => onData?.(s, d));
      open.push(s);
      await sleep(100, c.signal);
    }
    while (open.length > want) open.shift().destroy();
    await sleep(1000, c.signal);
  }
  for (const s of open) s.destroy();
};

// ---- servers

/** The service that ours asks: answers JSON, and 404 with a long body for what is gone. */
export function upstream() {
  const filler = "x".repeat(6000);
  const srv = http.createServer((req, res) => {
    req.resume();
    req.on("end", () => {
      if (req.url.includes("gone")) {
        res.writeHead(404, { "Content-Type": "text/plain" });
        res.end(`no such article\n${filler}`);
        return;
      }
      setTimeout(() => {
        res.writeHead(200, { "Content-Type": "application/json" });
        res.end(JSON.stringify({ sku: "a", cents: 1200 }));
      }, 5);
    });
  });
  srv.keepAliveTimeout = 0;
  srv.requestTimeout = 0;
  return new Promise((done) => srv.listen(0, "127.0.0.1", () => done({ port: srv.address().port, close: () => { srv.closeAllConnections(); srv.close(); } })));
}

/** grpc.health.v1 by hand: Check answers, Watch answers once and stays open. */
export function grpcUpstream() {
  const serving = Buffer.from([0, 0, 0, 0, 2, 0x08, 0x01]);
  const srv = http2.createServer();
  const sessions = new Set();
  srv.on("session", (s) => { sessions.add(s); s.on("close", () => sessions.delete(s)); s.on("error", () => {}); });
  srv.on("stream", (st, headers) => {
    st.on("error", () => {});
    st.resume();
    const watch = String(headers[":path"]).endsWith("/Watch");
    if (watch) {
      st.respond({ ":status": 200, "content-type": "application/grpc" });
      st.write(serving);
      return;
    }
    st.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    st.on("wantTrailers", () => st.sendTrailers({ "grpc-status": "0" }));
    st.end(serving);
  });
  return new Promise((done) => srv.listen(0, "127.0.0.1", () => done({ port: srv.address().port, close: () => { for (const s of sessions) s.destroy(); srv.close(); } })));
}
