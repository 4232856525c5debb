export { publicSubmissionRoutes, submissionRoutes } from './routes.ts'
export { createSubmissionService, type SubmissionService } from './service.ts'
export { createSubmissionStore } from './store.ts'
