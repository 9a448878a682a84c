package greenapi

import "sluice"

// ParseSettings reads settings in the form in which getSettings answers them and
// returns the change that they ask for. It is how an instance of the original
// brings its settings along; what is not given stays as it is.
func ParseSettings(data []byte) (func(*sluice.Settings), error) {
	f, err := parseFields(data)
	if err != nil {
		return nil, err
	}
	return someSettings(f)
}
