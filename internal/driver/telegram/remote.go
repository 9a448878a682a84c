package telegram

import (
	"encoding/json"

	"github.com/gotd/td/tg"

	"sluice"
)

// The kinds of file that Telegram keeps.
const (
	photoFile    = "photo"
	documentFile = "document"
	portraitFile = "portrait" // what a chat shows of itself
)

// A location is what a [sluice.Remote] says: all that a request for the file
// needs, and the message that a reference which has expired is asked for again
// from.
type location struct {
	Kind      string        `json:"kind"`
	ID        int64         `json:"id"`
	Hash      int64         `json:"hash,omitempty"`
	Reference []byte        `json:"reference,omitempty"`
	Size      string        `json:"size,omitempty"` // of a photo: which of its sizes
	DC        int           `json:"dc,omitempty"`
	Chat      sluice.ChatID `json:"chat,omitempty"`
	Number    int           `json:"number,omitempty"` // of the message; 0: the file belongs to none
}

func (w location) remote() sluice.Remote {
	text, err := json.Marshal(w)
	if err != nil {
		return "" // numbers and strings: does not happen
	}
	return sluice.Remote(text)
}

func parseRemote(r sluice.Remote) (location, error) {
	var w location
	if err := json.Unmarshal([]byte(r), &w); err != nil {
		return w, &sluice.Error{Code: sluice.NotFound, Text: "The file is not known", Err: err}
	}
	return w, nil
}

// input returns what a request names the file with. Of a portrait, in is the
// chat that shows it.
func (w location) input(in tg.InputPeerClass) tg.InputFileLocationClass {
	switch w.Kind {
	case photoFile:
		return &tg.InputPhotoFileLocation{ID: w.ID, AccessHash: w.Hash, FileReference: w.Reference, ThumbSize: w.Size}
	case portraitFile:
		return &tg.InputPeerPhotoFileLocation{Big: true, Peer: in, PhotoID: w.ID}
	}
	return &tg.InputDocumentFileLocation{ID: w.ID, AccessHash: w.Hash, FileReference: w.Reference}
}

// portrait returns where the picture is that a chat shows of itself; "": it
// shows none.
func portrait(chat sluice.ChatID, photo int64, dc int) sluice.Remote {
	if photo == 0 {
		return ""
	}
	return location{Kind: portraitFile, ID: photo, DC: dc, Chat: chat}.remote()
}
