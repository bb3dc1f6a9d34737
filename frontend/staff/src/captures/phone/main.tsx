import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../../shell/base.css'
import { PhonePage } from './PhonePage'

const root = document.getElementById('app')
if (root === null) throw new Error('index.html has no #app')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <PhonePage />
    </QueryClientProvider>
  </StrictMode>,
)
/** A browser without a service worker, or one that may not keep it: then the page works while there is a signal. */
function keepThisPage(): void {
  void navigator.serviceWorker
    ?.register('/staff/capture/worker.js', { scope: '/staff/capture/' })
    .catch(() => undefined)
}
keepThisPage()
window.addEventListener('online', keepThisPage) // where a weak signal ended before all of it was kept
