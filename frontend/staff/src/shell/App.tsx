import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Problem } from '../api/problem'
import { ToastProvider } from '../parts/Toasts'
import { router } from './router'

const MOST_TRIES = 2

const queries = new QueryClient({
  defaultOptions: {
    // Without a connection a request fails at once, in words, and what was typed stays; it doesn't wait in silence.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 10_000,
      // A refusal stays a refusal; only what may pass is asked again.
      retry: (failures, error) => failures < MOST_TRIES && error instanceof Problem && error.mayPass,
    },
  },
})

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <ToastProvider>
        <RouterProvider router={router} />
      </ToastProvider>
    </QueryClientProvider>
  )
}
