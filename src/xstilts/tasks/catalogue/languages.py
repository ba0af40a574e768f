"""XTREME's language lists (as its scorer has them) and the sources' own codes for languages; all else is BCP-47."""

from __future__ import annotations


def names(text: str) -> tuple[str, ...]:
    """Names separated by spaces."""
    return tuple(text.split())


def codes(text: str) -> dict[str, str]:
    """`"en eng de deu"` as a mapping from a BCP-47 tag to a source's code."""
    parts = text.split()
    return dict(zip(parts[::2], parts[1::2], strict=True))


XNLI = names("ar bg de el en es fr hi ru sw th tr ur vi zh")
PAWSX = names("de en es fr ja ko zh")
UDPOS = names("af ar bg de el en es et eu fa fi fr he hi hu id it ja kk ko mr nl pt ru ta te th tl tr ur vi yo zh")
PANX = names(
    "af ar bg bn de el en es et eu fa fi fr he hi hu id it ja jv ka kk ko ml mr ms my nl pt "
    "ru sw ta te th tl tr ur vi yo zh"
)
XQUAD = names("ar de el en es hi ru th tr vi zh")
MLQA = names("ar de en es hi vi zh")
TYDIQA = names("ar bn en fi id ko ru sw te")
BUCC = names("de fr ru zh")
TATOEBA = names(
    "af ar bg bn de el es et eu fa fi fr he hi hu id it ja jv ka kk ko ml mr nl pt ru sw ta te th tl tr ur vi zh"
)
XCOPA = names("et ht id it qu sw ta th tr vi zh")
XCSR = names("ar de en es fr hi it ja nl pl pt ru sw ur vi zh")
XCSR_CODES = codes("ja jap")
XSTORYCLOZE = names("ar en es eu hi id my ru sw te zh")
TATOEBA_CODES = codes(
    "af afr ar ara bg bul bn ben de deu el ell es spa et est eu eus fa pes fi fin fr fra he heb hi hin hu hun id ind "
    "it ita ja jpn jv jav ka kat kk kaz ko kor ml mal mr mar nl nld pt por ru rus sw swh ta tam te tel th tha tl tgl "
    "tr tur ur urd vi vie zh cmn"
)
TATOEBA_MORE_CODES = codes(
    "am amh az aze be bel br bre bs bos ca cat ch cha cs ces cy cym da dan eo epo fo fao fy fry ga gle gd gla gl glg "
    "hr hrv hy hye ia ina ie ile io ido is isl km khm ku kur kw cor la lat lt lit lv lvs mk mkd mn mon ms zsm nb nob "
    "nn nno oc oci pl pol ro ron sk slk sl slv sq sqi sr srp sv swe tk tuk tt tat ug uig uk ukr uz uzb xh xho yi yid"
) | {
    name: name
    for name in names(
        "ang arq arz ast awa ber cbk ceb csb dsb dtp gsw hsb kab kzj lfn max mhr nds nov orv pam pms swg tzl war wuu "
        "yue"
    )
}
"""Languages of the LASER release that are not among XTREME's 36."""
UDPOS_NAMES = codes(
    "af Afrikaans ar Arabic bg Bulgarian de German el Greek en English es Spanish et Estonian eu Basque fa Persian "
    "fi Finnish fr French he Hebrew hi Hindi hu Hungarian id Indonesian it Italian ja Japanese kk Kazakh ko Korean "
    "mr Marathi nl Dutch pt Portuguese ru Russian ta Tamil te Telugu th Thai tl Tagalog tr Turkish ur Urdu "
    "vi Vietnamese yo Yoruba zh Chinese"
)
TYDIQA_NAMES = codes(
    "ar arabic bn bengali en english fi finnish id indonesian ko korean ru russian sw swahili te telugu"
)
TREEBANKS = codes(
    "en en_ewt de de_gsd es es_gsd fr fr_gsd ru ru_gsd zh zh_gsd hi hi_pud ja ja_gsd id id_gsd et et_edt hu hu_szeged"
)
"""One treebank a language: what the local protocol reads."""
FLORES_CODES = codes(
    "af afr_Latn ar arb_Arab az azj_Latn bg bul_Cyrl bn ben_Beng ca cat_Latn cs ces_Latn de deu_Latn el ell_Grek "
    "en eng_Latn es spa_Latn et est_Latn eu eus_Latn fa pes_Arab fi fin_Latn fr fra_Latn gu guj_Gujr he heb_Hebr "
    "hi hin_Deva ht hat_Latn hu hun_Latn id ind_Latn it ita_Latn ja jpn_Jpan jv jav_Latn ka kat_Geor kk kaz_Cyrl "
    "ko kor_Hang lt lit_Latn lv lvs_Latn ml mal_Mlym mr mar_Deva ms zsm_Latn my mya_Mymr nl nld_Latn pa pan_Guru "
    "pl pol_Latn pt por_Latn qu quy_Latn ro ron_Latn ru rus_Cyrl sv swe_Latn sw swh_Latn ta tam_Taml te tel_Telu "
    "th tha_Thai tl tgl_Latn tr tur_Latn uk ukr_Cyrl ur urd_Arab vi vie_Latn yo yor_Latn zh zho_Hans"
)
NTREX_CODES = codes(
    "af afr ar arb az aze-Latn bg bul bn ben ca cat cs ces de deu el ell en eng es spa et est eu eus fa fas fi fin "
    "fr fra gu guj he heb hi hin hu hun id ind it ita ja jpn ka kat kk kaz ko kor lt lit lv lav ml mal mr mar ms msa "
    "my mya nl nld pa pan pl pol pt por ro ron ru rus sv swe sw swa ta tam te tel th tha tl fil tr tur uk ukr ur urd "
    "vi vie yo yor zh zho-CN"
)
