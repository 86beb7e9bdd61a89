"""Whether a proof of insurance holds: by its check code, with nothing that the paper does not show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from cuncuntong.ledgers.proofs.content import counted_words
from cuncuntong.ledgers.proofs.selectors import proof_of_code
from cuncuntong.ledgers.proofs.services import CODE_LENGTH, clean_code
from cuncuntong.ledgers.residents.names import masked_name
from cuncuntong.web.access import public
from cuncuntong.web.verifying import verified


@public
@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Asks for the code under the QR code; a whole one leads to its page."""
    typed = request.GET.get("code", "").strip()[:40]
    if not typed:
        return render(request, "proofs/enter.html", {"typed": ""})
    code = clean_code(typed)
    if len(code) == CODE_LENGTH and code.isascii() and code.isalnum():
        return redirect("proof:verify", code)
    problem = f"核验码应是{CODE_LENGTH}位字母和数字，请照着证明上的填写。"
    context = {"typed": typed, "problems": [{"label": "核验码", "what": problem, "field": "id_code"}]}
    return render(request, "proofs/enter.html", {**context, "form_errors": True}, status=422)


@public
@require_GET
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """A proof that holds, one that no longer does and why, or a code that is none of ours."""
    return verified(request, "proofs/verify.html", lambda: _checked(code), typed=code)


def _checked(code: str) -> dict[str, Any]:
    proof = proof_of_code(code)
    if proof is None:
        return {}
    schemes = proof.content["schemes"]
    return {
        "proof": proof,
        "holds": proof.holds(timezone.localdate()),
        "name": masked_name(proof.content["name"]),
        "id_number": proof.content["id_number"],
        "schemes": [{**scheme, "words": counted_words(scheme)} for scheme in schemes],
    }
