import { ROUTES } from '@axiom/shared/contracts/api'
import { expect, it } from 'vitest'

/** Endpoints that the requirements name (docs/requirements.md, 150–163, 179–188, 200–207), parameters as `:`. */
const NAMED = [
  'GET /api/projects',
  'POST /api/projects',
  'GET /api/projects/:',
  'PUT /api/projects/:',
  'DELETE /api/projects/:',
  'GET /api/projects/:/apis',
  'POST /api/projects/:/apis',
  'PUT /api/projects/:/apis/:',
  'DELETE /api/projects/:/apis/:',
  'POST /api/projects/:/submissions',
  'POST /api/ai/generate-api',
  'POST /api/ai/suggest-improvements',
  'POST /api/widget-suggestions',
  'POST /api/ui-design/screen',
  'GET /api/dynamic/:/:',
  'POST /api/dynamic/:/:',
  'GET /api/dynamic/:/:/:',
  'PUT /api/dynamic/:/:/:',
  'PATCH /api/dynamic/:/:/:',
  'DELETE /api/dynamic/:/:/:',
  'GET /api/data-sources',
  'POST /api/data-sources',
  'PUT /api/data-sources/:',
  'DELETE /api/data-sources/:',
  'POST /api/data-sources/test',
  'POST /api/data-sources/:/execute',
  'GET /api/data-sources/:/schema',
  'POST /api/data-sources/:/validate',
  'GET /api/data-sources/:/health',
  'POST /api/data-sources/:/cache',
  'GET /health',
  'GET /health/detailed',
  'GET /metrics',
  'GET /api/health',
  'GET /api/openapi.json',
  'GET /api/dynamic/:/openapi.json',
]

it('every endpoint that the requirements name is in the table of routes, which other tests drive', () => {
  const there = new Set(ROUTES.map(({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, ':')}`))
  expect(NAMED.filter((route) => !there.has(route))).toEqual([])
})
