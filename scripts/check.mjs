// `npm run check`: format, lint, types, words, import rules, SPEC ids, places of mutants, lock file, dead code, paths in documents. Under a minute.
import { runSteps } from './steps.mjs'

await runSteps([
  ['format', 'oxfmt', ['--check']],
  ['types', 'tsc', ['-b']],
  ['lint', 'oxlint', ['--type-aware', '--quiet']],
  ['words', 'node', ['scripts/check-texts.mjs']],
  ['imports', 'node', ['scripts/check-imports.mjs']],
  ['spec ids', 'node', ['scripts/check-spec.mjs']],
  ['mutants', 'node', ['simulation/checkMutants.ts']],
  ['lock file', 'node', ['scripts/check-lock.mjs']],
  ['dead code', 'knip', ['--no-progress', '--treat-config-hints-as-errors']],
  ['documents', 'node', ['scripts/check-docs.mjs']],
])
