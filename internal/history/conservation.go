package history

import "slices"

// The ways out of the queue, as the API spells them.
const (
	pending   = "pending"
	delivered = "delivered"
	failed    = "failed"
	noAccount = "noAccount"
	expired   = "expired"
)

// conservation compares what was accepted with what is visible and with the
// gateway's last word: I1, I2, I6.
func (c *checker) conservation() {
	for _, a := range c.Visible {
		m := c.byText[a.Text]
		if m == nil {
			c.report(Phantom, a.Account, a.Text, "no client asked for it")
			continue
		}
		m.visible++
		switch {
		case m.Account != a.Account:
			c.report(Phantom, a.Account, a.Text, "asked of account %s", m.Account)
		case m.visible == 2:
			c.report(Doubled, a.Account, a.Text, "visible again at %v", a.At)
		}
	}
	c.endings()
	for _, account := range c.accounts {
		for _, m := range account.messages {
			if c.Endings == nil && m.OK && m.visible == 0 {
				c.report(Lost, m.Account, m.Text, "answered 200, never visible")
			}
			if c.Endings != nil && m.OK && m.ending == nil {
				c.report(Lost, m.Account, m.Text, "answered 200 as %s, and gone", m.ID)
			}
		}
	}
}

// endings joins the gateway's last word on each message with what was seen.
func (c *checker) endings() {
	for i := range c.Endings {
		e := &c.Endings[i]
		m := c.byText[e.Text]
		if m == nil || m.Account != e.Account || m.ID != "" && m.ID != e.ID {
			c.report(Phantom, e.Account, e.Text, "%s was never asked for", e.ID)
			continue
		}
		if m.ending != nil {
			c.report(Doubled, e.Account, e.Text, "it is %s as %s and %s as %s", m.ending.Status, m.ending.ID, e.Status, e.ID)
			continue
		}
		m.ending = e
		switch {
		case e.Status == delivered && m.visible == 0:
			c.report(Lost, e.Account, e.Text, "said to be delivered, never visible")
		case (e.Status == failed || e.Status == noAccount) && m.visible > 0:
			c.report(Mistold, e.Account, e.Text, "said to have failed, and visible")
		case (e.Status == failed || e.Status == noAccount) && len(m.refused) == 0 && !slices.ContainsFunc(m.calls, mayFail):
			c.report(Mistold, e.Account, e.Text, "said to have failed, and nobody refused it")
		}
	}
}

func mayFail(a Arrival) bool {
	return slices.ContainsFunc([]Answer{a.Answer, a.Perhaps}, func(said Answer) bool {
		return said == Refused || said == Aside || said == Fault || said == Waits
	}) || a.Answer == Unknown
}

// stalled wants nothing to wait at the end but what is held in doubt for an account
// that has gone, and what comes after it in its chat: I4b.
func (c *checker) stalled(a *account) {
	holds := c.holds(a)
	for _, m := range a.messages {
		if m.ending == nil || m.ending.Status != pending {
			continue
		}
		if !slices.ContainsFunc(holds[m.Chat], func(h Hold) bool { return h.kept }) {
			c.report(Stalled, a.name, m.Text, "%s still waits, with %d attempts", m.ending.ID, len(m.calls))
		}
	}
}

// identities wants the ids of requests that did not overlap in the order of the
// requests: I2, I3.
func (c *checker) identities(a *account) {
	highest := ""
	for _, m := range a.messages {
		if m.ID == "" {
			continue
		}
		if m.ID <= highest {
			c.report(Misorder, a.name, m.Text, "id %s follows %s", m.ID, highest)
		}
		highest = max(highest, m.ID)
	}
}
