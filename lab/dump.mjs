// A tiny reader of goroutine debug=2 text, only for the lab: who waits where,
// born where. It shares no code with the product, so it can check it.

const DROP = /^(runtime|sync|internal\/sync|internal\/poll|internal\/runtime\/.*)\.|^sync\/atomic\.|^syscall\.|^internal\/synctest\./;

// the linker writes a dot in the last element of an import path as %2e
const unescape = (fn) => fn.replaceAll("%2e", ".");

/** @returns {{id:number,state:string,minutes:number,leaked:boolean,frames:{fn:string,file:string}[],birth:string|null,creator:number|null}[]} */
export function parseDump(text) {
  const out = [];
  for (const block of text.split(/\n\n+/)) {
    const lines = block.split("\n");
    const head = /^goroutine (\d+)(?: gp=\S+ m=\S+(?: mp=\S+)?)? \[(.*?)\](?: \{.*\})?:$/.exec(lines[0]);
    if (!head) continue;
    const g = { id: Number(head[1]), state: head[2].split(", ")[0], minutes: Number(/(\d+) minutes/.exec(head[2])?.[1] ?? 0), leaked: head[2].includes("(leaked)"), frames: [], birth: null, creator: null };
    for (let i = 1; i < lines.length; i += 1) {
      const line = lines[i];
      if (line.startsWith("\t") || line === "") continue;
      const by = /^created by (.*?)(?: in goroutine (\d+))?$/.exec(line);
      if (by) {
        g.birth = unescape(by[1]);
        g.creator = by[2] ? Number(by[2]) : null;
        continue;
      }
      if (line.startsWith("...")) continue;
      const at = line.lastIndexOf("(");
      g.frames.push({ fn: unescape(line.slice(0, at)), file: (lines[i + 1] ?? "").trim() });
    }
    out.push(g);
  }
  return out;
}

/** Innermost function that is not the runtime's, sync's or the poller's. */
export function parkSite(g) {
  return g.frames.find((f) => !DROP.test(f.fn))?.fn ?? g.frames[0]?.fn ?? "";
}

/** Innermost function of the main module, or null. */
export function userSite(g, mod) {
  return g.frames.find((f) => f.fn.startsWith("main.") || (mod && (f.fn.startsWith(`${mod}/`) || f.fn.startsWith(`${mod}.`))))?.fn ?? null;
}

export function countBy(list, key) {
  const m = new Map();
  for (const x of list) {
    const k = key(x);
    m.set(k, (m.get(k) ?? 0) + 1);
  }
  return m;
}
