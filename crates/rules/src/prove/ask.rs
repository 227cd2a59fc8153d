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
    /// The permit of the condition meets a refusing clause everywhere.
    Refused(PolicySet),
    /// Somebody can do it.
    Possible(PolicySet),
    NeverErrors(Policy),
    /// One clause with a document taken as there, and as not there.
    Honest { there: Policy, missing: Policy },
    /// Somewhere the clause is the only one that refuses: the condition is its own.
    Needed(Vec<(RequestEnv, PolicySet)>),
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

impl Ask {
    pub(super) async fn put(&self, compiler: &mut Compiler) -> Result<Found, Error> {
        let found = match &self.what {
            What::Refused(set) => {
                let set = self.set(set)?;
                let against = compiler.check_always_denies_with_counterexample_opt(&set).await?;
                against.map(|env| (Why::NotRefused, Some(env)))
            }
            What::Possible(set) => {
                let set = self.set(set)?;
                compiler.check_always_denies_opt(&set).await?.then_some((Why::Impossible, None))
            }
            What::NeverErrors(policy) => {
                let compiled = self.policy(policy)?;
                let against = compiler.check_never_errors_with_counterexample_opt(&compiled).await?;
                against.map(|env| (Why::Errors(error_of(policy, &env)), Some(env)))
            }
            What::Honest { there, missing } => self.honest(compiler, there, missing).await?,
            What::Needed(alone) => self.covered(compiler, alone).await?.then_some((Why::Covered, None)),
        };
        Ok(found.map_or(Found::Holds, |(why, env)| Found::Fails(why, env.map(Box::new))))
    }

    async fn honest(&self, compiler: &mut Compiler, there: &Policy, missing: &Policy) -> Result<Option<(Why, Option<Env>)>, Error> {
        let (there, missing) = (self.policy(there)?, self.policy(missing)?);
        if let Some(env) = compiler.check_matches_implies_with_counterexample_opt(&there, &missing).await? {
            return Ok(Some((Why::Contrary, Some(env))));
        }
        let same = compiler.check_matches_implies_opt(&missing, &there).await?;
        Ok(same.then_some((Why::Useless, None)))
    }

    async fn covered(&self, compiler: &mut Compiler, alone: &[(RequestEnv, PolicySet)]) -> Result<bool, Error> {
        for (environment, set) in alone {
            let set = CompiledPolicySet::compile(set, environment, &self.schema)?;
            if !compiler.check_always_denies_opt(&set).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn set(&self, set: &PolicySet) -> Result<CompiledPolicySet, Error> {
        CompiledPolicySet::compile(set, &self.environment, &self.schema)
    }

    fn policy(&self, policy: &Policy) -> Result<CompiledPolicy, Error> {
        CompiledPolicy::compile(policy, &self.environment, &self.schema)
    }
}

/// What Cedar itself says when it evaluates the policy there.
fn error_of(policy: &Policy, env: &Env) -> String {
    let Ok(set) = PolicySet::from_policies([policy.clone()]) else { return String::new() };
    let response = Authorizer::new().is_authorized(&env.request, &set, &env.entities);
    let error = response.diagnostics().errors().next();
    error.map(ToString::to_string).unwrap_or_default()
}
