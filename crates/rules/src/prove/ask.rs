//! One question to the solver and what its answer means. Each question concerns
//! one act: the solver looks for any asker, project and record that contradicts
//! it.

use cedar_policy::{Authorizer, Policy, PolicySet, RequestEnv, Schema};
use cedar_policy_symcc::err::Error;
use cedar_policy_symcc::{CompiledPolicy, CompiledPolicySet, Env};

use super::solver::Compiler;

/// What the solver is asked.
#[derive(Debug)]
pub(super) enum What {
    /// The permit of the condition meets a refusing clause everywhere. The
    /// second set has ordinary requests only: they read better.
    Refused(PolicySet, PolicySet),
    /// Somebody can do it.
    Possible(PolicySet),
    NeverErrors(Policy),
    /// One clause with a document taken as there, and as not there.
    Honest {
        there: Policy,
        missing: Policy,
    },
    /// Where the first clause refuses, the second does not always refuse too.
    Needed {
        clause: Policy,
        by: Policy,
    },
}

#[derive(Debug)]
pub(super) struct Ask {
    /// The place of its property in the report.
    pub property: usize,
    /// The act that it is about.
    pub act: String,
    /// The clause or permit, and the document, that it is about.
    pub about: String,
    /// Facts and limits that a counterexample names first.
    pub first: Vec<String>,
    pub environment: RequestEnv,
    pub schema: Schema,
    pub what: What,
}

/// The answer to one question.
#[derive(Debug)]
pub(super) enum Found {
    Holds,
    /// What contradicts it, with the request where there is one.
    Fails(Why, Option<Box<Env>>),
    Unknown(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    NotRefused,
    Impossible,
    Errors(String),
    Contrary,
    Useless,
    Covered,
}

/// What contradicts, and where.
type Against = (Why, Option<Env>);

impl Ask {
    pub(super) async fn put(&self, compiler: &mut Compiler) -> Result<Found, Box<Error>> {
        let found = match &self.what {
            What::Refused(set, ordinary) => self.refused(compiler, set, ordinary).await?,
            What::Possible(set) => {
                let set = self.set(set)?;
                compiler
                    .check_always_denies_opt(&set)
                    .await?
                    .then_some((Why::Impossible, None))
            }
            What::NeverErrors(policy) => {
                let compiled = self.policy(policy)?;
                let against = compiler
                    .check_never_errors_with_counterexample_opt(&compiled)
                    .await?;
                against.map(|env| (Why::Errors(error_of(policy, &env)), Some(env)))
            }
            What::Honest { there, missing } => self.honest(compiler, there, missing).await?,
            What::Needed { clause, by } => self.swallowed(compiler, clause, by).await?,
        };
        Ok(found.map_or(Found::Holds, |(why, env)| {
            Found::Fails(why, env.map(Box::new))
        }))
    }

    async fn honest(
        &self,
        compiler: &mut Compiler,
        there: &Policy,
        missing: &Policy,
    ) -> Result<Option<Against>, Box<Error>> {
        let (there, missing) = (self.policy(there)?, self.policy(missing)?);
        if let Some(env) = compiler
            .check_matches_implies_with_counterexample_opt(&there, &missing)
            .await?
        {
            return Ok(Some((Why::Contrary, Some(env))));
        }
        let same = compiler.check_matches_implies_opt(&missing, &there).await?;
        Ok(same.then_some((Why::Useless, None)))
    }

    async fn refused(
        &self,
        compiler: &mut Compiler,
        set: &PolicySet,
        ordinary: &PolicySet,
    ) -> Result<Option<Against>, Box<Error>> {
        let any = compiler
            .check_always_denies_with_counterexample_opt(&self.set(set)?)
            .await?;
        let Some(any) = any else { return Ok(None) };
        let better = compiler
            .check_always_denies_with_counterexample_opt(&self.set(ordinary)?)
            .await?;
        Ok(Some((Why::NotRefused, Some(better.unwrap_or(any)))))
    }

    async fn swallowed(
        &self,
        compiler: &mut Compiler,
        clause: &Policy,
        by: &Policy,
    ) -> Result<Option<Against>, Box<Error>> {
        let (clause, by) = (self.policy(clause)?, self.policy(by)?);
        let swallowed = compiler.check_matches_implies_opt(&clause, &by).await?;
        Ok(swallowed.then_some((Why::Covered, None)))
    }

    fn set(&self, set: &PolicySet) -> Result<CompiledPolicySet, Box<Error>> {
        CompiledPolicySet::compile(set, &self.environment, &self.schema).map_err(Box::new)
    }

    fn policy(&self, policy: &Policy) -> Result<CompiledPolicy, Box<Error>> {
        CompiledPolicy::compile(policy, &self.environment, &self.schema).map_err(Box::new)
    }
}

/// What Cedar itself says when it evaluates the policy there.
fn error_of(policy: &Policy, env: &Env) -> String {
    let Ok(set) = PolicySet::from_policies([policy.clone()]) else {
        return String::new();
    };
    let response = Authorizer::new().is_authorized(&env.request, &set, &env.entities);
    let error = response.diagnostics().errors().next();
    error.map(ToString::to_string).unwrap_or_default()
}
