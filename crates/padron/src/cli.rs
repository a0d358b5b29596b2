//! The command line.

use crate::commands::{ceremony, check, custodian, import, keys, log, order, request, serve, trust, verify};
use anyhow::Result;
use clap::{Parser, Subcommand};
#[cfg(feature = "laboratory")]
use padron_laboratory::commands::{bench, demo, drill};
use std::process::ExitCode;

/// A national register of mobile lines that is worthless when stolen, cannot be browsed and cannot be used in secret.
#[derive(Parser)]
#[command(name = "padron", version, propagate_version = true, arg_required_else_help = true, term_width = 0)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a whole country on this machine and see what it can and cannot do.
    #[cfg(feature = "laboratory")]
    Demo(demo::DemoArgs),
    /// Run one role until it is told to stop.
    Serve(serve::ServeArgs),
    /// Check identifiers of people and companies, mobile numbers, ICCIDs.
    Check(check::CheckArgs),
    /// Import an operator's file of subscribers.
    Import(import::ImportArgs),
    /// A court's orders: new, sign, show.
    Order(order::OrderArgs),
    /// An authority's requests: submit, status, open.
    Request(request::RequestArgs),
    /// Check an answer or a receipt with the trust list and nothing else.
    Verify(verify::VerifyArgs),
    /// The public log: verify, monitor, prove, key, serve.
    Log(log::LogArgs),
    /// A custodian's officers: queue, approve, refuse.
    Custodian(custodian::CustodianArgs),
    /// Act as a thief and see what there is to steal.
    #[cfg(feature = "laboratory")]
    Drill(drill::DrillArgs),
    /// A party's secret keys.
    Keys(keys::KeysArgs),
    /// The trust list: new, sign, show, diff, publish.
    Trust(trust::TrustArgs),
    /// Make the three keys: each custodian on its own machine.
    Ceremony(ceremony::CeremonyArgs),
    /// Measure.
    #[cfg(feature = "laboratory")]
    Bench(bench::BenchArgs),
}

impl Cli {
    /// Runs the command.
    pub fn run(self) -> Result<ExitCode> {
        match self.command {
            #[cfg(feature = "laboratory")]
            Command::Demo(args) => demo::run(args),
            Command::Serve(args) => serve::run(&args),
            Command::Check(args) => check::run(args),
            Command::Import(args) => {
                tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(import::run(args))
            }
            Command::Order(args) => order::run(args),
            Command::Request(args) => request::run(args),
            Command::Verify(args) => verify::run(args),
            Command::Log(args) => log::run(args),
            Command::Custodian(args) => custodian::run(args),
            #[cfg(feature = "laboratory")]
            Command::Drill(args) => drill::run(args),
            Command::Keys(args) => keys::run(args),
            Command::Trust(args) => trust::run(args),
            Command::Ceremony(args) => ceremony::run(args),
            #[cfg(feature = "laboratory")]
            Command::Bench(args) => bench::run(args, serve::registrar::service),
        }
    }
}
