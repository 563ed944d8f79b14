import type { Messages } from './i18n';
import type { SetUp } from './set-up.svelte';

/** What joining a centre is called, and what it means for this kiosk. */
export function joinText(
  { running, rejoins }: Pick<SetUp, 'running' | 'rejoins'>,
  say: Messages,
): readonly [title: string, lead: string] {
  switch (rejoins) {
    case 'another':
      return [say.wayJoinAnother, say.wayJoinAnotherLead];
    case 'forgotten':
      return [say.wayJoinAgain, say.wayJoinAgainLead];
    case undefined:
      return [say.wayJoin, running ? say.wayJoinLaterLead : say.wayJoinLead];
  }
}
