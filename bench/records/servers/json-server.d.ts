/** What is used of it; it brings no types of its own. */
declare module 'json-server' {
  import type { Server } from 'node:http'

  const jsonServer: {
    create(): { use(part: unknown): void; listen(port: number, host: string, ready: () => void): Server }
    defaults(options: { logger: boolean }): unknown
    router(file: string): unknown
  }
  export default jsonServer
}
