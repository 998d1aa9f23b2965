import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { JobQueue } from '#platform/queue';

/** What Prometheus reads: the process, requests by route, jobs by queue and state. */
@Injectable()
export class Metrics implements OnModuleInit {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'closeout_http_request_seconds',
    help: 'Time to answer, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(JobQueue) queue: JobQueue,
  ) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'closeout_queue_jobs',
      help: 'Jobs in the queue, by queue and state',
      labelNames: ['queue', 'state'],
      registers: [this.registry],
      async collect() {
        const all = await queue.counts().catch(() => []);
        this.reset();
        for (const { queue: name, counts } of all) {
          for (const [state, count] of Object.entries(counts)) this.set({ queue: name, state }, count);
        }
      },
    });
    new Gauge({
      name: 'closeout_queue_workers',
      help: 'Workers that take jobs, by queue',
      labelNames: ['queue'],
      registers: [this.registry],
      async collect() {
        const all = await queue.workers().catch(() => []);
        this.reset();
        for (const { queue: name, workers } of all) this.set({ queue: name }, workers);
      },
    });
  }

  onModuleInit(): void {
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'none';
      this.requests.observe(
        { method: request.method, route, status: reply.statusCode },
        reply.elapsedTime / 1000,
      );
    });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
