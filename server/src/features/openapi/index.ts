import { platformApi } from '@axiom/shared/contracts/api'
import { describePlatform } from '@axiom/shared/contracts/openapi'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'

/** The platform's description of itself; made when it is first asked for, always the same. */
export function createOpenApi(mount: Mount, version: string): { routes: Router<RequestState> } {
  let document: ReturnType<typeof describePlatform> | undefined
  const routes = mount(platformApi, {
    openApi: () => (document ??= describePlatform(version)),
  })
  return { routes }
}
