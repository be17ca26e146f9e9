// Lets the browser keep the shell (service_worker.ts), where it can: over https, or from this machine.

export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  // After what people wait for.
  const register = () => void navigator.serviceWorker.register('/sw.js', {scope: '/', updateViaCache: 'none'}).catch(() => {});
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register);
}
