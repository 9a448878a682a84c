var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/partner/deleteInstanceAccount/")
    .append("{{partnerToken}}");

var requestBody = """
    {
        "idInstance": 4900000002
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
