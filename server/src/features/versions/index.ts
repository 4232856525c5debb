export { versionRoutes } from './routes.ts'
export { createVersionService, type VersionService } from './service.ts'
export { createVersionStore } from './store.ts'
