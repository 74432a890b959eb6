/** Layers arrive one by one; what was made of the earlier ones must not be made again. */

/** The function, which makes a result for each argument once; results live as long as their arguments. */
export function once<Argument extends object, Result extends object>(
  make: (argument: Argument) => Result,
): (argument: Argument) => Result {
  const known = new WeakMap<Argument, Result>();
  return (argument) => {
    const result = known.get(argument) ?? make(argument);
    known.set(argument, result);
    return result;
  };
}
