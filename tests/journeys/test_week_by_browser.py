import re
from contextlib import ExitStack
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from core.models import Community
from services.communities import recognition
from tests.support.neighbours import neighbour, paths_in


def test_play(world):
    with ExitStack() as stack:
        who = lambda n, l: neighbour(world, stack, n, l)
        amina = who("Amina", "sw")
        ben = who("Ben", "en")
        chiku = who("Chiku", "sw")
        dalia = who("Dalia", "ar")
        esteban = who("Esteban", "es")
        fatou = who("Fatou", "fr")
        graca = who("Graca", "pt")
        hassan = who("Hassan", "en")
        imani = who("Imani", "en")
        juma = who("Juma", "fr")
        all_ = [amina, ben, chiku, dalia, esteban, fatou, graca, hassan, imani, juma]
        amina.comes_in(next="/found")
        amina.does("/me", "save", display_name="Amina", is_adult="yes")
        page = amina.does(
            "/found",
            "found",
            name="Elm Street",
            place="42.7325, -84.5555",
            phone="+1 517 555 0100",
            hours="8-12",
            about="Majirani wa mtaa",
        )
        slug = page.path.split("/")[2]
        amina.does(
            f"/c/{slug}/edit", "save", landmarks="Library: 42.7325, -84.5555\nOld mill: 42.7412, -84.5401"
        )
        with world.database.transaction() as s:
            c = s.exec(select(Community)).one()
            cid = c.id
            recognition.recognise(s, c.id, now=world.now())
        world.tick()
        slug = "elm-street"
        members = (ben, chiku, dalia, esteban, fatou, graca, juma)
        for p in members:
            p.comes_in(next=f"/c/{slug}")
            p.does("/me", "save", display_name=p.name, is_adult="yes")
            p.does(f"/c/{slug}", "join")
        world.tick()

        def each(by, do, **typed):
            for n in range(len(members)):
                page = by.open(f"/c/{slug}/members")
                forms = [f for f in page.forms if do in f.buttons]
                if not forms:
                    return
                for form in forms:
                    r = by.surfer.post(f"/c/{slug}/members", [*form.fields, ("do", do)])
                    assert r.status_code == 200
                return

        each(amina, "admit")
        each(amina, "vouch")

        # coordinator
        def role(by, name, role):
            page = by.open(f"/c/{slug}/members")
            html = page.response.text
            form = [f for f in page.forms if "role" in f.buttons][[p.name for p in members].index(name)]
            r = by.surfer.post(
                f"/c/{slug}/members",
                [*[x for x in form.fields if x[0] != "role"], ("role", role), ("do", "role")],
            )
            print("ROLE", r.status_code, r.url)

        role(amina, "Ben", "coordinator")
        world.tick()

        def lap(label, people=all_):
            print("LAP", label, world.now())
            for p in people:
                if p.name in ("Hassan", "Imani"):
                    continue
                for path in ("/my", "/near", "/help", "/me/inbox"):
                    p.open(path)

        lap("joined")

        # offers
        def offer(p, cats, **typed):
            return p.does("/help/new", "offer", ticked=[("categories", c) for c in cats], **typed)

        o = offer(chiku, ["groceries", "errands", "company_call"])
        offer(esteban, ["groceries", "repair", "ride"])
        offer(juma, ["groceries", "moving_things"])
        offer(dalia, [])
        lap("offers")

        # Fatou asks w/o account? she is member; Hassan asks without account on shared phone
        def ask(
            p, what, place="Library", door=None, title="", sign_in=False, urgency="soon", where=None, **typed
        ):
            page = p.does("/ask?c=" + slug, what)
            html = page.response.text
            opts = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', html)
            place = next((v for v, t in opts if t.strip() == place), "")
            page = p.press(
                page, "on", **({"place": place} if place else {}), **({"door": door} if door else {})
            )
            page = p.press(page, "on", urgency=urgency, **typed)
            page = p.press(page, "on", title=title)
            if sign_in:
                page = p.press(page, "send", address=p.address, name=p.name)
                page = p.press(page, "post", code=p.code())
            else:
                page = p.press(page, "post")
            return page

        n1 = ask(hassan, "groceries", door="Blue door 7", title="Rice and beans", sign_in=True)
        print(n1.path)
        hassan.open("/my")
        hassan.open(n1.path + "/people")
        hassan.open(n1.path + "/share")
        hassan.open(n1.path + "/history")
        hassan.open(n1.path + "/edit")
        n2 = ask(fatou, "moving_things", title="Une armoire", quantity="2", for_people="3")
        print(n2.path)
        world.tick()
        world.tick()
        lap("asked")
        for p in (hassan,):
            p.open("/my")
            p.open(n1.path)

        zone = ZoneInfo("America/Detroit")
        seen = {p.name: 0 for p in all_}

        def mail(label):
            print("=== MAIL", label, world.now().astimezone(zone))
            for p in all_:
                ls = p.letters()
                new = ls[: len(ls) - seen[p.name]]
                seen[p.name] = len(ls)
                for l in reversed(new):
                    if re.search(r"\d{6}", l["text"].replace("\n", " ")) and "/l/" not in l["text"]:
                        continue
                    print("LETTER", p.name, "|", l["subject"], "|", l["text"].replace("\n", " / "))
                    for path in paths_in(l["text"]):
                        pg = p.surfer.open(path)
                        print("   ->", path[:12], pg.status, pg.does, pg.text[:90])

        def link(p, sub=""):
            for l in p.letters():
                if sub in l["subject"] and "/l/" in l["text"]:
                    return next(x for x in paths_in(l["text"]) if x.startswith("/l/"))

        def to(day, hour, minute=0):
            now = world.now().astimezone(zone)
            then = (now + timedelta(days=day)).replace(hour=hour, minute=minute, second=0, microsecond=0)
            world.advance(seconds=(then - now).total_seconds())

        mail("asked")
        # answers
        chiku.does(link(chiku), "yes")
        dalia.does(link(dalia), "no")
        esteban.open("/near")
        world.tick()
        world.advance(minutes=35)
        mail("yes of chiku")
        hassan.open("/my")  # signed out by now
        pg = hassan.open(link(hassan))
        print("HASSAN letter page", pg.text)
        pg = hassan.press(pg, "yes")
        print(pg.text)
        print(pg.hrefs)
        world.tick()
        mail("confirmed")
        m1 = None
        my = chiku.open("/my")
        m1 = next(h for h in my.hrefs if h.startswith("/matches/"))
        print(m1)
        pg = chiku.does(m1, "show")
        print(pg.text)
        chiku.does(m1, "send", text="Niko njiani saa kumi")
        world.tick()
        mail("message")
        pg = hassan.open(link(hassan))
        print("HASSAN", pg.does, pg.text)
        # esteban answers near for Fatou's thing
        pg = esteban.open("/near")
        print(pg.text)
        esteban.open(n2.path)
        esteban.open(n2.path + "/answer")
        pg = esteban.does(n2.path + "/answer", "yes", message="Puedo el sábado. Llámame al 517 555 0188")
        print(pg.path)
        world.tick()
        mail("esteban yes")
        fatou.open("/my")
        pg = fatou.open(n2.path)
        print(pg.text, pg.does)
        m2 = next(h for h in pg.hrefs if h.startswith("/matches/"))
        fatou.does(m2, "yes")
        world.tick()
        mail("fatou yes")
        lap("day 1")
        # day 2
        to(1, 9)
        mail("day 2 morning")
        lap("day 2")
        # represented person
        pg = ben.does(
            "/people/new",
            "enter",
            display_name="Bibi Rehema",
            how="phone",
            at="today",
            phone="+1 517 555 0144",
        )
        bibi = pg.path
        print(pg.path, pg.text)
        pg = ben.open("/ask?c=" + slug)
        print(pg.does[:4], [f.fields for f in pg.forms][:2])
        bid = bibi.split("/")[2]
        print(pg.hrefs[4:8])
        pg = ben.open(next(h for h in pg.hrefs if bid in h))
        pg = ben.press(pg, "company_call")
        opts = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', pg.response.text)
        place = next((v for v, t in opts if t.strip() == "Old mill"), "")
        pg = ben.press(pg, "on", place=place, door="Second floor")
        pg = ben.press(pg, "on", urgency="flexible")
        pg = ben.press(pg, "on", title="Somebody to talk to")
        pg = ben.press(pg, "post")
        n3 = pg.path
        print(pg.text)
        ben.open("/my")
        ben.open("/people")
        ben.open(bibi)
        world.tick()
        mail("bibi asks")
        to(0, 15)
        mail("day2 15h")
        lap("day2 15")
        pg = ben.open(n3)
        print(pg.text)
        # chiku & hassan: how did it go
        pg = chiku.open(m1)
        print(pg.text, pg.does)
        chiku.press(pg, "helped", thanks="Asante")
        world.tick()
        mail("chiku reported")
        # cancel by esteban
        pg = esteban.does(m2, "cancel", reason="Estoy enfermo")
        print(pg.text)
        world.tick()
        mail("esteban cancelled")
        fatou.open("/my")
        fatou.open(n2.path)
        fatou.open(m2)
        # juma: away
        jo = [h for h in juma.open("/help").hrefs if h.startswith("/help/") and h != "/help/new"][0]
        pg = juma.open(jo)
        print(pg.does)
        juma.does("/help", "rest") if "rest" in juma.open("/help").does else print(
            "no rest", juma.open("/help").does
        )
        # night: day 3 02:30
        to(1, 2, 30)
        mail("night")
        n4 = ask(imani, "medicine_pickup", title="Inhaler", urgency="urgent", sign_in=True)
        print(n4.text)
        world.tick()
        mail("urgent asked")
        imani.open("/my")
        world.advance(minutes=16)
        mail("urgent +16")
        imani.open("/my")
        imani.open(n4.path)
        amina.open("/my")
        ben.open("/my")
        pg = esteban.does(n4.path + "/answer", "yes") if esteban.surfer.open(n4.path).status == 200 else None
        print(pg and pg.text)
        world.tick()
        mail("urgent yes")
        pg = imani.open(n4.path)
        print(pg.text)
        imani.open("/my")
        to(0, 9)
        mail("day 3 morning")
        lap("day3")
        to(1, 9)
        mail("day4")
        lap("day4")
        to(1, 9)
        mail("day5")
        lap("day5")
        to(1, 9)
        mail("day6")
        lap("day6")
        to(1, 9)
        mail("day7")
        lap("day7")
