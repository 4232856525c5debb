/** Ends a `switch` over a union: a new member becomes a type error here, an impossible value throws. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`)
}
