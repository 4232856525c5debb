import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import { useState, type ReactNode } from 'react'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { it, vi } from 'vitest'

import { useStart } from './useStart.ts'

function Starter({ onGone }: { onGone: () => void }): ReactNode {
  const start = useStart()
  return (
    <button
      onClick={() => {
        start('blank')
        onGone()
      }}
    >
      Start
    </button>
  )
}

/** As the dashboard does: what was clicked is no longer there when the answer comes. */
function Dashboard(): ReactNode {
  const [isGone, setGone] = useState(false)
  return isGone ? <p>A list</p> : <Starter onGone={() => setGone(true)} />
}

it('opens the new project also when the list has taken the place of the button meanwhile', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json({ id: 'p1', accessToken: 'token', user: { id: 'u1', name: 'Mara' } }),
  )
  const router = createMemoryRouter([
    { path: '/', element: <Dashboard /> },
    { path: '/p/p1', element: <p>The editor</p> },
  ])
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  )
  screen.getByRole('button', { name: 'Start' }).click()
  await screen.findByText('The editor')
})
