/** Lets those who ask for the same at the same time share one piece of work; `keep` gets its outcome as text, once. */
export function createFlights() {
  const flights = new Map<string, Promise<string>>()

  return async function share<T>(place: string, work: () => Promise<T>, keep: (text: string) => void): Promise<T> {
    const known = flights.get(place)
    if (known) return JSON.parse(await known) as T
    const began = work()
    const flight = began.then((value) => JSON.stringify(value)).finally(() => flights.delete(place))
    flights.set(place, flight)
    keep(await flight)
    // Nobody else has it: the others read the text.
    return began
  }
}
