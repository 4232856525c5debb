/** Lets those who ask for the same at the same time share one piece of work. */
export function createFlights() {
  const flights = new Map<string, Promise<string>>()
  return function share(place: string, work: () => Promise<string>): Promise<string> {
    const known = flights.get(place)
    if (known) return known
    const flight = work().finally(() => flights.delete(place))
    flights.set(place, flight)
    return flight
  }
}
