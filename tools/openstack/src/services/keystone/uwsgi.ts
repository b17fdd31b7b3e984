import type { ServiceProcess } from '../service.js';

/** The command of a service that is a WSGI program: one process with threads, under a master. */
export const uwsgi = (port: number, program: string, threads: number): ServiceProcess['command'] => [
  'uwsgi_python3',
  ...['--http-socket', `127.0.0.1:${port}`],
  ...['--wsgi-file', program],
  ...['--processes', '1', '--threads', String(threads), '--enable-threads'],
  ...['--master', '--die-on-term', '--no-orphans', '--lazy-apps', '--disable-logging'],
  ...['--buffer-size', '65535', '--listen', '100', '--add-header', 'Connection: close'],
];
