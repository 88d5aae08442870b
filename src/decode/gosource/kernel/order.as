// Post-order nodes (as the parser appends them) → columns in pre-order (as they are walked), in one backward pass.
import { NODE_SIZE, nodesAt, reach } from './memory';

/**
 * Writes the first `count` nodes, one tree, behind the nodes: columns of start, end, size, aux (4 bytes each), kind and
 * op (1 byte each). A subtree fills the same stretch in both orders but for the ancestors that now stand before it, so
 * a node moves to `index - size + 1 + depth`. Returns where the columns begin.
 */
export function order(count: u32): u32 {
  const starts = (nodesAt + count * NODE_SIZE + 15) & ~15;
  const ends = starts + count * 4;
  const sizes = ends + count * 4;
  const auxes = sizes + count * 4;
  const kinds = auxes + count * 4;
  const ops = kinds + count;
  /** First index of the subtree of each open ancestor. */
  const open = (ops + count + 15) & ~15;
  reach(open + 1024);
  let room = open + 1024;
  let top = open;
  let node = nodesAt + count * NODE_SIZE;
  for (let i = <i32>count - 1; i >= 0; i--) {
    node -= NODE_SIZE;
    while (top > open && <u32>i < load<u32>(top - 4)) top -= 4;
    const size = load<u32>(node, 8);
    const first = <u32>i - size + 1;
    const at = first + ((top - open) >> 2);
    const wide = at << 2;
    store<u32>(starts + wide, load<u32>(node));
    store<u32>(ends + wide, load<u32>(node, 4));
    store<u32>(sizes + wide, size);
    store<u32>(auxes + wide, load<u32>(node, 12));
    store<u8>(kinds + at, load<u8>(node, 16));
    store<u8>(ops + at, load<u8>(node, 17));
    if (size > 1) {
      if (top >= room) {
        reach(top + 65536);
        room = top + 65536;
      }
      store<u32>(top, first);
      top += 4;
    }
  }
  return starts;
}
