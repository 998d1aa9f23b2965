export { CompletionService } from './completion.service.js';
export { type VerifiedFacts } from './completion.rules.js';
export { openingSteps, planFaults, stepOf, verificationStep } from './plan.rules.js';
export { PhotosService } from './photos.service.js';
export { PlansService } from './plans.service.js';
export { shippedPlans } from './shipped-plans.js';
export { TasksModule } from './tasks.module.js';
export { TasksService } from './tasks.service.js';
export { type NewTask, startTasks } from './task.queries.js';
