package app

import (
	"sluice/internal/config"
	"sluice/internal/greenapi"
	"sluice/internal/reference"
)

// Postman returns the Postman collection and environment of the gateway that cfg
// describes.
func Postman(cfg config.Config) (collection, environment []byte, err error) {
	public := cfg.PublicURL
	if public == "" {
		public = OwnURL(cfg)
	}
	media := cfg.MediaURL
	if media == "" {
		media = public
	}
	if collection, err = reference.Collection(public, media); err != nil {
		return nil, nil, err
	}
	environment, err = reference.Environment(public, media)
	return collection, environment, err
}

// Rates returns the methods whose rate has a setting, with what that is unless the
// operator says otherwise.
func Rates() map[string]float64 { return greenapi.Rates() }
