import type { ParameterizedContext, DefaultContext, Middleware } from 'koa'

import type { Logger } from '../logging/log.ts'

/** What every request carries; features add their own (the actor) by declaring it in their middleware. */
export interface RequestState {
  requestId: string
  /** A log that names the request; made when it is needed. */
  log: () => Logger
  /** Where people reach this server, when the operator said so. */
  publicOrigin: string | null
}

export type Context = ParameterizedContext<RequestState, DefaultContext>
export type HttpMiddleware = Middleware<RequestState>
