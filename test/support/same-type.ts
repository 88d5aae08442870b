// Types that hold a schema against the type of the model that it describes: a difference in any field does not compile.

/** Both sides written the same way: no readonly, intersections flattened, `?` without `| undefined`. */
type Plain<T> = T extends string | number | boolean | undefined | null
  ? T
  : T extends readonly [infer A, infer B]
    ? [Plain<A>, Plain<B>]
    : T extends readonly (infer I)[]
      ? Plain<I>[]
      : { -readonly [K in keyof T]: Plain<T[K]> };

/** `true` when both types have the same fields, else both of them, so that the compiler's message shows the difference. */
export type Same<A, B> =
  (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2
    ? true
    : { schema: Plain<A>; model: Plain<B> };

/** Takes `true satisfies Same<…>` for each pair; does nothing at run time. */
export const holds = (..._all: true[]): void => {};
