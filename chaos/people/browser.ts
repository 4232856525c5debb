// What of a browser the editor's session asks for, in a page that keeps nothing on its device. Must be imported before the session.
const page = {
  window: new EventTarget(),
  document: { hidden: true },
  location: new URL('http://axiom.test/'),
  navigator: { onLine: true },
  // Nobody looks.
  requestAnimationFrame: () => 0,
  cancelAnimationFrame: () => undefined,
}
for (const [name, value] of Object.entries(page))
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
