/** Trusted Types: what the page's policy lets through goes through one of these. */

type Rule = (text: string) => string;
type RuleName = 'createScript' | 'createScriptURL';

interface PolicyFactory {
  createPolicy: (name: string, rules: Partial<Record<RuleName, Rule>>) => Record<RuleName, (text: string) => unknown>;
}

/**
 * What makes text acceptable where Trusted Types are enforced; a browser without them gets the bare rule.
 *
 * @param name Name of the policy; a page may make one of a name.
 * @param kind What the text is to be.
 * @param rule Gives the text back, or throws if it is not to pass.
 */
export function trusting(name: string, kind: RuleName, rule: Rule): (text: string) => unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
  const policy = trustedTypes?.createPolicy(name, { [kind]: rule });
  return policy ? (text) => policy[kind](text) : rule;
}
