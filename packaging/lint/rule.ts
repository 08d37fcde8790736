import type { RuleTester } from "oxlint/plugins-dev";

/** One lint rule of ours; the linter's own types, which it gives no names to import. */
export type Rule = Parameters<RuleTester["run"]>[1];

type Visitor = ReturnType<NonNullable<Rule["create"]>>;

/** A syntax node by the name of its visitor: `NodeOf<"CallExpression">`. */
export type NodeOf<Name extends keyof Visitor> = Parameters<NonNullable<Visitor[Name]>>[0];
