var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/partner/createInstance/")
    .append("{{partnerToken}}");

var requestBody = """
    {
        "name": "shop",
        "delaySendMessagesMilliseconds": 3000
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
