use super::*;
use crate::message::{Late, Purpose};
use crate::payment::PaymentKind;
use proptest::prelude::*;
use serde_json::json;

const GATEWAY: GatewayId = GatewayId(7);

fn spec(body: &str, parameters: &[&str]) -> TemplateSpec {
    TemplateSpec {
        key: None,
        name: "cobranca".into(),
        purpose: Purpose::Collection,
        body: body.into(),
        late: Late::Send,
        window_id: None,
        bindings: vec![Binding {
            gateway_id: GATEWAY,
            provider_template_id: Some("tpl".into()),
            language: "pt_BR".into(),
            parameters: parameters.iter().map(|p| (*p).to_owned()).collect(),
            media_url: None,
            mail: None,
            payment: None,
            components: None,
        }],
    }
}

fn context() -> serde_json::Value {
    json!({
        "customer": {"name": "MARIA DA SILVA", "nick": null, "tags": ["vip"]},
        "invoice": {"amount_cents": 188_422_040, "due_date": "2026-12-10"},
        "data": {"n": 3, "f": 1.5, "yes": true, "big": u64::MAX, "obj": {"x": "y"}},
    })
}

fn preview(body: &str) -> Result<String, InputError> {
    Ok(Compiled::compile(&spec(body, &[]))?
        .render(GATEWAY, &context())?
        .preview)
}

fn refused(body: &str) -> (&'static str, String, String) {
    let e = preview(body).unwrap_err();
    (e.code, e.pointer, e.expected)
}

#[test]
fn renders_body_and_parameters() {
    let compiled = Compiled::compile(&spec(
        "Olá {{ customer.name | primeiro_nome }}, {{ invoice.amount_cents|reais }} vence em {{ invoice.due_date | data }}.\n",
        &["{{ customer.name }}", "{% if data.n > 2 %}muitas{% else %}poucas{% endif %}"],
    ))
    .unwrap();
    let rendered = compiled.render(GATEWAY, &context()).unwrap();
    assert_eq!(
        rendered.preview,
        "Olá Maria, R$ 1.884.220,40 vence em 10/12/2026."
    );
    assert_eq!(rendered.content.parameters, ["MARIA DA SILVA", "muitas"]);
    assert_eq!(rendered.content.provider_template_id.as_deref(), Some("tpl"));
    assert_eq!(rendered.content.language.as_deref(), Some("pt_BR"));
    let variables: Vec<_> = compiled.variables().into_iter().collect();
    assert_eq!(
        variables,
        [
            "customer.name",
            "data.n",
            "invoice.amount_cents",
            "invoice.due_date"
        ]
    );
    assert_eq!(
        compiled.render(GatewayId(8), &context()).unwrap_err().code,
        "no_binding"
    );
}

#[test]
fn names_the_variable_that_is_missing_or_unfit() {
    for (body, code, pointer) in [
        ("{{ data.missing }}", "missing_variable", "/data/missing"),
        ("{{ data.a.b }}", "missing_variable", "/data/a/b"),
        ("{{ signature.link }}", "missing_variable", "/signature/link"),
        (
            "{{ data.n }}{% if true %}{{ data.gone | upper }}{% endif %}",
            "missing_variable",
            "/data/gone",
        ),
        (
            "{% if true %}{{ data.gone | reais }}{% endif %}",
            "missing_variable",
            "/data/gone",
        ),
        ("{% if data.gone %}x{% endif %}", "missing_variable", "/data/gone"),
        ("{{ customer.nick }}", "bad_variable", "/customer/nick"),
        (
            "{{ customer.nick ~ '' }}{{ customer.tags }}",
            "bad_variable",
            "/customer/tags",
        ),
        ("{{ data.yes }}", "bad_variable", "/data/yes"),
        ("{{ data.obj }}", "bad_variable", "/data/obj"),
        ("{{ customer.name | reais }}", "bad_variable", "/customer/name"),
        (
            "{% if true %}{{ customer.name | reais }}{% endif %}",
            "bad_variable",
            "/customer/name",
        ),
        ("{{ customer }}", "bad_variable", "/customer"),
    ] {
        let (found, at, _) = refused(body);
        assert_eq!((found, at.as_str()), (code, pointer), "{body}");
    }
    assert_eq!(
        preview("{% if customer.nick %}x{% else %}y{% endif %}").unwrap(),
        "y"
    );
    assert_eq!(preview("{{ data.gone | default('-') }}").unwrap(), "-");
    assert_eq!(
        preview("{% for t in customer.tags %}{{ loop.index }}{{ t }}{% endfor %}").unwrap(),
        "1vip"
    );
}

#[test]
fn refuses_at_compile_what_cannot_work() {
    let refused = |body: &str| {
        let e = Compiled::compile(&spec("ok", &["ok", body])).unwrap_err();
        assert_eq!(e.pointer, "/bindings/0/parameters/1", "{body}");
        (e.code, e.expected)
    };
    for body in [
        "{{ customer.name",
        "{% if %}",
        "{% include 'x' %}",
        "{% extends 'x' %}",
        "{{ 1 + }}",
        "{% macro a() %}{% endmacro %}",
    ] {
        assert_eq!(refused(body).0, "template_error", "{body}");
    }
    assert!(refused("um\n{{ customer.name | }}").1.contains("line 2"));
    assert!(
        refused("{% if false %}{{ customer.name | real }}{% endif %}")
            .1
            .contains("real")
    );
    assert!(
        refused("{{ 1 if customer.name is defind else 2 }}")
            .1
            .contains("defind")
    );
    for body in [
        "{{ cliente.nome }}",
        "{{ range(3) }}",
        "{{ debug() }}",
        "{{ nome }}",
    ] {
        assert_eq!(refused(body).0, "unknown_variable", "{body}");
    }
    assert!(Compiled::compile(&spec(&"x".repeat(MAX_SOURCE + 1), &[])).is_err());
    let mut twice = spec("ok", &[]);
    twice.bindings.push(twice.bindings[0].clone());
    assert_eq!(
        Compiled::compile(&twice).unwrap_err().pointer,
        "/bindings/1/gateway_id"
    );
    assert!(preview("{{ 'a | nope' | upper }}{% if 1 is not none %}{% endif %}").is_ok());
}

#[test]
fn bounds_work_and_size() {
    let (code, ..) = refused("{{ 'x' * 9000 }}");
    assert_eq!(code, "too_long");
    let doubling = format!(
        "{{% set x = 'xxxxxxxx' %}}{}{{{{ x }}}}",
        "{% set x = x ~ x %}".repeat(40)
    );
    assert_eq!(refused(&doubling).0, "template_error");
    assert_eq!(refused("{{ 'x' * 99999999999 }}").0, "template_error");
    let long = json!({"customer": {"name": "x".repeat(MAX_TEXT + 1)}});
    let compiled = Compiled::compile(&spec("{{ customer.name }}", &[])).unwrap();
    assert_eq!(compiled.render(GATEWAY, &long).unwrap_err().code, "too_long");
}

#[test]
fn errors_repeat_no_value() {
    for body in [
        "{{ customer.name | reais }}",
        "{{ customer.name - 1 }}",
        "{{ customer.name.foo() }}",
        "{{ customer.name / 2 }}",
    ] {
        let e = preview(body).unwrap_err();
        assert!(!e.to_string().contains("MARIA"), "{e}");
    }
}

fn piece() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "customer.name",
        "customer.nick",
        "customer.tags",
        "customer.gone",
        "invoice.amount_cents",
        "invoice.due_date",
        "data.n",
        "data.f",
        "data.yes",
        "data.big",
        "data.obj",
        "data.obj.x",
        "data.obj.gone",
        "branch.name",
        "customer.name.first",
    ]);
    let filter = prop::sample::select(vec![
        "",
        "",
        "|reais",
        " | valor",
        "|data ",
        "|data_hora",
        "|primeiro_nome",
        "|digitos",
    ]);
    prop_oneof![
        "[ -~áç\\n{}%#]{0,6}",
        (name, filter.clone(), filter).prop_map(|(n, f, g)| format!("{{{{ {n}{f}{g} }}}}")),
        Just("{{data.n}}".to_owned()),
        Just("}}".to_owned()),
        Just("{{- data.n }}".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    /// The short way and MiniJinja give the same text or the same error.
    #[test]
    fn plain_equals_minijinja(pieces in prop::collection::vec(piece(), 0..6)) {
        let source = pieces.concat();
        if let Ok(compiled) = Compiled::compile(&spec(&source, &[]))
            && let Some(plain) = &compiled.body.plain
        {
            let slow = compiled.body.render_by_minijinja(&compiled.env, &context());
            prop_assert_eq!(plain.render(&context()), slow, "{}", source);
        }
    }

    /// Whatever is written as a template, compiling and rendering end in a text or in an error.
    #[test]
    fn never_panics(source in "[a-z. |{}%#'\"~*+()\\n-]{0,60}") {
        let _ = preview(&source);
    }
}

#[test]
fn a_binding_renders_its_media_and_its_payment() {
    let mut spec = spec("x", &[]);
    spec.bindings[0].media_url = Some("https://isp.example/{{ data.n }}.pdf".into());
    spec.bindings[0].payment = Some(PaymentBinding {
        kind: PaymentKind::Boleto,
        amount_cents: "{{ invoice.amount_cents }}".into(),
        code: "{{ data.line }}".into(),
        merchant_name: None,
        pix_key: None,
    });
    let compiled = Compiled::compile(&spec).unwrap();
    assert!(compiled.variables().contains("data.line"));
    let mut context = context();
    let missing = compiled.render(GATEWAY, &context).unwrap_err();
    assert_eq!(
        (missing.code, missing.pointer.as_str()),
        ("missing_variable", "/data/line")
    );
    context["data"]["line"] = json!("00191.23454 67890.123457 67890.123457 2 16560000012990");
    let content = compiled.render(GATEWAY, &context).unwrap().content;
    assert_eq!(content.media_url.as_deref(), Some("https://isp.example/3.pdf"));
    assert_eq!(content.payment.unwrap().amount_cents(), 188_422_040);
    context["data"]["line"] = json!("123");
    let wrong = compiled.render(GATEWAY, &context).unwrap_err();
    assert_eq!(
        (wrong.code, wrong.pointer.as_str()),
        ("bad_boleto", "/bindings/0/payment/code")
    );

    spec.bindings[0].parameters = vec!["{{ data.n }}".into()];
    let both = Compiled::compile(&spec).unwrap_err();
    let wanted = ("payment_with_parameters", "/bindings/0/parameters");
    assert_eq!((both.code, both.pointer.as_str()), wanted);
}
