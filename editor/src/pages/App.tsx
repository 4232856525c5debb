import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, type ReactNode } from 'react'
import { createBrowserRouter, Navigate, Outlet, RouterProvider, useLocation } from 'react-router'

import { ApiError } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { refresh } from '../api/token.ts'
import { theme } from '../theme/theme.ts'
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx'
import { DashboardPage } from './DashboardPage.tsx'
import { JoinPage } from './JoinPage.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { SignInPage } from './SignInPage.tsx'
import { SignUpPage } from './SignUpPage.tsx'

const ProjectPage = lazy(() => import('./project/ProjectPage.tsx').then((page) => ({ default: page.ProjectPage })))
const PreviewPage = lazy(() => import('./project/PreviewPage.tsx').then((page) => ({ default: page.PreviewPage })))
const JobsPage = lazy(() => import('./JobsPage.tsx').then((page) => ({ default: page.JobsPage })))
const ApiDocsPage = lazy(() => import('./docs/ApiDocsPage.tsx').then((page) => ({ default: page.ApiDocsPage })))

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400),
    },
  },
})

// The cookie may still hold a session; without network the last user's work opens from this device.
refresh().catch(() => undefined)

/** Pages for signed-in people; a known last user passes too, as his local work opens offline. */
function RequireUser(): ReactNode {
  const { kind, known } = useSession()
  const { pathname, search, hash } = useLocation()
  if (kind === 'unknown') return null
  const isLocalWork = known !== null && pathname.startsWith('/p/')
  if (kind === 'signedIn' || (kind === 'offline' && known !== null) || isLocalWork) return <Outlet />
  return <Navigate to="/sign-in" replace state={{ from: pathname + search + hash }} />
}

const router = createBrowserRouter([
  { path: '/sign-in', element: <SignInPage /> },
  { path: '/sign-up', element: <SignUpPage /> },
  {
    element: <RequireUser />,
    children: [
      { path: '/', element: <DashboardPage /> },
      { path: '/join', element: <JoinPage /> },
      { path: '/jobs', element: <JobsPage /> },
      { path: '/p/:projectId', element: <ProjectPage /> },
      { path: '/p/:projectId/preview', element: <PreviewPage /> },
      { path: '/docs/:projectId?', element: <ApiDocsPage /> },
    ],
  },
  { path: '*', element: <NotFoundPage /> },
])

export function App(): ReactNode {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queryClient}>
        <ErrorBoundary>
          <Suspense fallback={null}>
            <RouterProvider router={router} />
          </Suspense>
        </ErrorBoundary>
        <Notifications position="bottom-center" />
      </QueryClientProvider>
    </MantineProvider>
  )
}
