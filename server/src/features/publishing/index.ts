export { appOfHost, appRoutes, type AppsSiteDeps } from './appsSite.ts'
export { publishingRoutes } from './routes.ts'
export { createPublishingService, type PublishingService } from './service.ts'
export { createReleaseStore } from './store.ts'
