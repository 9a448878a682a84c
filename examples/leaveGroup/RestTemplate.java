var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/leaveGroup/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
