// `npm run simulate`: seeded runs of the collaboration engine on virtual time (docs/testing.md).
import { run } from './steps.mjs'

process.exit(await run('node', ['simulation/main.ts', ...process.argv.slice(2)]))
