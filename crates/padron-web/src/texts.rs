//! What the pages say: one file for each language.

mod en;
mod es;

use padron_model::{Compartment, by_language, texts};
use padron_protocol::trust::Role;

texts! {
    pub(crate) struct WebTexts {
        shell: ShellTexts,
        home: HomeTexts,
        sign_in: SignInTexts,
        own: OwnTexts,
        answer: AnswerTexts,
        field: FieldTexts,
        problem: ProblemTexts,
        witness: WitnessTexts,
    }
    pub(crate) struct ShellTexts {
        skip, motto, emergency,
    }
    pub(crate) struct HomeTexts {
        demo, look, id, controller, register, regime, learns, never, health, ready, unready, no_checks, good, bad,
        figures, figures_note, contract, contract_note, no_endpoints, common, openapi, callers, others, others_note,
        trust_list,
        role: fn(Role) -> RoleTexts,
        person: PersonTexts,
        caller: CallerTexts,
        summary: fn(&str) -> Option<&'static str>,
        check: CheckTexts,
        figure: FigureTexts,
    }
    pub(crate) struct RoleTexts {
        name, who, line,
        learns: &'static [&'static str],
        never: &'static [&'static str],
    }
    pub(crate) struct PersonTexts {
        name, line,
    }
    pub(crate) struct CallerTexts {
        anybody, own_systems, officers, parties(roles),
    }
    pub(crate) struct CheckTexts {
        schema, store, keyring, clock, log, log_lag, trust_list, regime, keys, share, shares, custodians, registrar,
        verifier, identity_source, witnesses, budget, disk,
    }
    pub(crate) struct FigureTexts {
        entries, links, requests, approvals, refusals, disclosures, trust_lists, signed, cosigned, unpublished_since,
        alarm, evaluations, line_evaluations, person_evaluations, journal_lookups, verifications, sign_ins, waiting,
    }
    pub(crate) struct SignInTexts {
        title, lead, failed_title, failed, document, document_help, code, code_help, submit, shown_title, shown_lines,
        shown_accesses, shown_no_more, careful_title, careful_biometric, careful_code,
    }
    pub(crate) struct OwnTexts {
        title, none_title, none, alarm_title, alarm_lead, alarm_line, alarm_mark, alarm_here, silent_title, silent,
        line, operator, since, folio, accesses, nobody, embargo, asked, ordered, unknown_court, when, confirmed,
        not_mine, not_mine_note, not_mine_operator, not_mine_regulator, folio_safe, leave, leave_note, one_line,
        lines(count), no_custodian, one_custodian, custodians(count),
    }
    pub(crate) struct AnswerTexts {
        title, copy, handed_to, order_short, registered, registered_more, holds, fails, unproved, see_checks, order,
        number, time_asked, until, court, authority, basis, case, compartments, order_id, request_id, issued, expires,
        embargo, custodians, register, made, copy_number, found, record, of, operator, from, to, current, strength,
        strength_attributes, strength_biometric, strength_unopened, verified, record_id, field, value, missing, absent,
        absent_proved, absent_unproved, checks, good, bad, should, reason, no_checks, how, how_text, how_same,
        finding: FindingsTexts,
    }
    pub(crate) struct FindingsTexts {
        witnesses: FindingTexts,
        order: FindingTexts,
        request: FindingTexts,
        approvals: FindingTexts,
        line: FindingTexts,
        disclosure: FindingTexts,
        history: FindingTexts,
        whole: FindingTexts,
        records: FindingTexts,
        nobody: FindingTexts,
        text: FindingTexts,
    }
    pub(crate) struct FindingTexts {
        title, meaning,
    }
    pub(crate) struct FieldTexts {
        other,
        compartment: fn(Compartment) -> &'static str,
        label: LabelTexts,
        meaning: MeaningTexts,
    }
    pub(crate) struct LabelTexts {
        kind, given_names, first_surname, second_surname, patronymic, curp, iin, passport_country, passport_number, birth_date, sex,
        nationality, legal_name, rfc, bin, representative_given_names, representative_first_surname,
        representative_second_surname, representative_patronymic, representative_curp, representative_iin, representative_passport_country,
        representative_passport_number, address, postal_code, email, number, iccid, operator, service, activated,
        biometric,
    }
    pub(crate) struct MeaningTexts { kind: KindTexts, sex: SexTexts, service: ServiceTexts }
    pub(crate) struct KindTexts { national, foreigner, legal_person }
    pub(crate) struct SexTexts { h, m, x }
    pub(crate) struct ServiceTexts { prepaid, postpaid }
    pub(crate) struct ProblemTexts {
        window, detail, code, kind, field, message, home, stored,
        advice: AdviceTexts,
    }
    pub(crate) struct AdviceTexts {
        identify, forbidden, not_here, clash, less, tomorrow, check, wait, our_fault,
    }
    pub(crate) struct WitnessTexts {
        witness, who, name, controller, never, never_read, never_write, key, key_note, logs, size, root, at, none, note,
        more, more_note, protocol, protocol_note, submit, monitor,
    }
}
by_language!(WebTexts);
