// What the kernel asks of TypeScript (`../go-kernel.ts`): words for faults, Unicode, line directives.

/** A fault at a place of the source, by the number of its text and one argument. */
@external("host", "report")
export declare function report(offset: u32, text: u32, argument: u32): void;

/** The same, found while scanning. */
@external("host", "scanFault")
export declare function scanFault(offset: u32, text: u32, argument: u32): void;

/** Leaves the kernel by throwing; the declaration is given up. */
@external("host", "giveUp")
export declare function giveUp(): void;

/** 1 for a letter, 2 for a digit, 0 for anything else of Unicode. */
@external("host", "classOf")
export declare function classOf(rune: u32): u32;

/** A comment that begins like a line directive; `from … to` is its text. */
@external("host", "lineDirective")
export declare function lineDirective(from: u32, to: u32): void;

/** Leaves the kernel by throwing: there is no memory for this source. */
@external("host", "full")
export declare function full(): void;
