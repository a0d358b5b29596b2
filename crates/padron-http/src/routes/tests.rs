use super::*;
use padron_protocol::ProblemType;
use padron_protocol::contract::identity::{Login, Match};
use padron_protocol::contract::registrar::ReadFigures;
use padron_protocol::messages::identity::{LoginReply, MatchReply};
use padron_protocol::messages::status::Figures;

/// A role of which only the contract matters here: it is never served.
struct Source(Arc<Context>);

impl Service for Source {
    const ROLE: Role = Role::IdentitySource;

    fn routes() -> Routes<Self> {
        Routes::new()
    }

    fn context(&self) -> &Arc<Context> {
        &self.0
    }
}

async fn compare(_: Arc<Source>, _: Call<Match>) -> Result<MatchReply, Problem> {
    Err(ProblemType::Internal.into())
}

async fn sign_in(_: Arc<Source>, _: Call<Login>) -> Result<LoginReply, Problem> {
    Err(ProblemType::Internal.into())
}

async fn figures(_: Arc<Source>, _: Call<ReadFigures>) -> Result<Figures, Problem> {
    Err(ProblemType::Internal.into())
}

fn wrong(routes: Routes<Source>) -> (&'static str, usize) {
    let NotTheContract { name, handlers } = crate::status::common(routes).checked().err().unwrap();
    (name, handlers)
}

#[test]
fn a_role_answers_each_endpoint_of_its_contract_once_and_nothing_else() {
    let whole = || Routes::new().on(compare).on(sign_in);
    assert_eq!(crate::status::common(whole()).checked().unwrap().len(), contract::offered(Source::ROLE).count());
    assert_eq!(wrong(Routes::new().on(compare)), (Login::NAME, 0));
    assert_eq!(wrong(whole().on(sign_in)), (Login::NAME, 2));
    assert_eq!(wrong(whole().on(figures)), (ReadFigures::NAME, 1));
}
